/** Styles shared by pages and slides. */
export const commonStyle = `
body, .reveal { font-family: "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; color: #222; line-height: 1.5; }
pre { overflow-x: auto; padding: 0.6em 0.8em; border-radius: 4px; font: 0.85em/1.4 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre.code { background: #f6f6f4; }
pre.text { background: none; padding-top: 0; white-space: pre-wrap; }
img { display: block; max-width: 100%; height: auto; margin: 0.8em 0; }
table { border-collapse: collapse; margin: 0.8em 0; }
th, td { border-bottom: 1px solid #ddd; padding: 0.25em 0.8em; text-align: left; }
code { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.hljs-keyword, .hljs-built_in { color: #7a1fa2; } .hljs-string { color: #2d6a2d; } .hljs-number { color: #b04a00; }
.hljs-comment { color: #777; font-style: italic; } .hljs-title { color: #1a4f9c; }
`;

export const pageStyle = `
body { max-width: 46em; margin: 2em auto; padding: 0 1em; }
h1, h2, h3 { line-height: 1.2; margin-top: 1.6em; }
`;

export const deckStyle = `
.reveal { font-size: 24px; }
.reveal .slides section { text-align: left; max-height: 100%; overflow-y: auto; }
.reveal h1 { font-size: 1.9em; } .reveal h2 { font-size: 1.5em; } .reveal h3 { font-size: 1.2em; }
.reveal h1, .reveal h2, .reveal h3 { margin: 0.3em 0; line-height: 1.2; font-weight: bold; }
.reveal p, .reveal ul, .reveal ol { margin: 0.5em 0; } .reveal ul, .reveal ol { padding-left: 1.2em; }
.reveal strong { font-weight: bold; } .reveal em { font-style: italic; }
.reveal img { max-height: 520px; width: auto; }
`;
