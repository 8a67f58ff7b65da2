/** A measured program, running in its own process. It works only on request. */
import { InputError, messageOf } from "../../errors.ts";
import { root } from "../root.ts";
import type { Program } from "./programs.ts";
import {
  linesOf,
  type MatmulAnswer,
  parseMatmul,
  parseReady,
  parseSteps,
  type Ready,
  type StepsAnswer,
} from "./protocol.ts";

/** Started and warmed up. */
export interface Child {
  program: Program;
  ready: Ready;
  /** From the start of the process to the end of its first training step. */
  startSeconds: number;
  steps(count: number): Promise<StepsAnswer>;
  /** Answered only by our program. */
  matmul(count: number): Promise<MatmulAnswer>;
  stop(): Promise<void>;
}

/**
 * Start a program and wait until it has warmed up.
 *
 * @throws {InputError} When it exits instead, or prints something else.
 */
export async function startChild(program: Program): Promise<Child> {
  const [file, ...args] = program.command;
  const startedAt = Date.now();
  const command = new Deno.Command(file, { args, env: program.env, cwd: root, ...PIPES });
  const talk = new Talk(program, command.spawn());
  const ready = await talk.read(parseReady);
  return {
    program,
    ready,
    startSeconds: (ready.firstStepAt - startedAt) / 1000,
    steps: (count) => talk.ask(`${count}`, parseSteps),
    matmul: (count) => talk.ask(`matmul ${count}`, parseMatmul),
    stop: () => talk.end(),
  };
}

const PIPES = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;

class Talk {
  readonly #program: Program;
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: AsyncGenerator<string>;
  readonly #complaints: Promise<string>;

  constructor(program: Program, process: Deno.ChildProcess) {
    this.#program = program;
    this.#process = process;
    this.#input = process.stdin.getWriter();
    this.#output = linesOf(process.stdout);
    this.#complaints = new Response(process.stderr).text(); // read all along: a full pipe would stop the program
  }

  async ask<T>(question: string, parse: (line: string) => T): Promise<T> {
    try {
      await this.#input.write(new TextEncoder().encode(`${question}\n`));
    } catch {
      // It has exited: read() says why.
    }
    return await this.read(parse);
  }

  async read<T>(parse: (line: string) => T): Promise<T> {
    const { value: line } = await this.#output.next();
    try {
      if (line !== undefined) return parse(line);
    } catch (error) {
      await this.end();
      throw new InputError(`${this.#program.label}: ${messageOf(error)}`);
    }
    const { code } = await this.#process.status;
    const last = (await this.#complaints).trim().split("\n").at(-1) || "it said nothing";
    throw new InputError(`${this.#program.label} ended with exit code ${code}: ${last}`);
  }

  async end(): Promise<void> {
    await this.#input.close().catch(() => {}); // it may have exited already
    await this.#output.return(undefined); // frees the pipe
    await Promise.all([this.#process.status, this.#complaints]);
  }
}
