/** Notebook prose as HTML with prerendered formulas, so that pages need no script to show them. */
// @deno-types="npm:@types/markdown-it@14.1.2"
import MarkdownIt, { type PluginWithOptions } from "npm:markdown-it@14.3.3";
import formulas from "npm:@vscode/markdown-it-katex@1.1.2";
import { InputError } from "../../errors.ts";
import highlighter from "npm:highlight.js@11.12.0/lib/core";
import typescript from "npm:highlight.js@11.12.0/lib/languages/typescript";

highlighter.registerLanguage("typescript", typescript);

const plugin = (formulas as unknown as { default?: PluginWithOptions }).default ?? formulas;
const markdown = new MarkdownIt({ html: true, linkify: false, typographer: false })
  .use(plugin as PluginWithOptions, { throwOnError: true });

/** @throws {InputError} When a formula is invalid, naming it. */
export function proseHtml(source: string): string {
  const html = markdown.render(source);
  const wrong = html.match(/class="(?:katex-block )?katex-error" title="([^"]*)"/);
  if (wrong) {
    throw new InputError(`the formula ${wrong[1]} cannot be rendered; fix it in the notebook`);
  }
  return html;
}

/** TypeScript with syntax highlighting. */
export function codeHtml(source: string): string {
  const { value } = highlighter.highlight(source, { language: "typescript" });
  return `<pre class="code"><code>${value}</code></pre>`;
}

/** Text escaped for HTML. */
export function textHtml(text: string): string {
  return `<pre class="text">${markdown.utils.escapeHtml(text)}</pre>`;
}
