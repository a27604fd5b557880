import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join, posix, relative, resolve } from 'node:path';
import { PATIENCE } from '../support/patience.ts';
import { ignored } from './ignored.ts';

export interface Instruction {
  readonly line: number;
  readonly name: string;
  readonly rest: string;
}

/** A stage after its last step: an image without its operating system. */
export interface Stage {
  readonly image: string;
  /** Stands for the container's root. */
  readonly root: string;
  readonly env: Record<string, string>;
  readonly labels: Record<string, string>;
  readonly ports: string[];
  readonly volumes: string[];
  workdir: string;
  readonly user: string;
  readonly command: readonly string[];
  readonly health: readonly string[];
}

export function parseDockerfile(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  let open: { line: number; text: string } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    open = { line: open?.line ?? index + 1, text: `${open?.text ?? ''}${line.replace(/\\$/, '')}` };
    if (line.endsWith('\\')) continue;
    const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(open.text) ?? [];
    instructions.push({ line: open.line, name: name.toUpperCase(), rest: rest.trim() });
    open = undefined;
  }
  return instructions;
}

/** The exec form, the only one that passes signals on. */
function execForm(text: string): readonly string[] {
  const words: unknown = JSON.parse(text);
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words;
  throw new Error(`expected a command as a list of texts; got ${text}`);
}

const substituted = (text: string, known: Record<string, string>) =>
  text.replace(/\$\{(\w+)\}|\$(\w+)/g, (_, braced?: string, bare?: string) => {
    const value = known[braced ?? bare ?? ''];
    if (value === undefined) throw new Error(`nothing sets ${braced ?? bare}`);
    return value;
  });

/** NAME=value and NAME="value with spaces", several on a line. */
function pairs(text: string): [string, string][] {
  const found = [...text.matchAll(/([\w.-]+)=(?:"([^"]*)"|(\S*))\s*/g)];
  if (found.map(([whole]) => whole).join('') !== text) throw new Error(`expected NAME=value; got ${text}`);
  return found.map(([, name = '', quoted, bare = '']) => [name, quoted ?? bare]);
}

/** Flags such as --from=build before the words of an instruction. */
function flagged(text: string): { flags: Record<string, string>; words: string } {
  const flags: Record<string, string> = {};
  const words = text.replace(/^(?:--[\w-]+=\S+\s+)+/, (all) => {
    for (const [, name = '', value = ''] of all.matchAll(/--([\w-]+)=(\S+)/g)) flags[name] = value;
    return '';
  });
  return { flags, words };
}

/** The path of a container's file in the folder of its stage. */
export const inside = (stage: Stage, path: string): string =>
  join(stage.root, path.startsWith('/') ? path : posix.join(stage.workdir, path));

/** A shell line with its absolute paths moved into the stage's folder. Anything that could lead out of it is refused. */
function confined(stage: Stage, line: string): string {
  const outside = /[~$`]|\.\.|(?:^|\s)\/(?!\w)/.exec(line);
  if (outside) throw new Error(`"${outside[0]}" may lead out of the stage's folder: ${line}`);
  return line.replace(/(?<![\w./*-])\/(?=\w)/g, `${stage.root}/`);
}

/** The variables that a process needs to reach the registry, and none that configures the server. */
const passed = () =>
  Object.entries(process.env).filter(([name]) =>
    /^(HOME|TMPDIR|npm_config_(registry|cache|userconfig|cafile|proxy|https_proxy|noproxy)|(https?|no|all)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i.test(
      name,
    ),
  );

/** The environment of a stage's process, with its folders moved into the stage's folder, and this machine's Node. */
export function environment(stage: Stage): Record<string, string> {
  const own = Object.entries(stage.env).map(([name, value]) => [
    name,
    value.startsWith('/') ? inside(stage, value) : value,
  ]);
  return { PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter), ...Object.fromEntries(own) };
}

export class FailedStep extends Error {
  override name = 'FailedStep';
}

function shell(line: string, cwd: string, env: Record<string, string>): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn('bash', ['-euc', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.once('error', failed);
    child.once('close', (code, signal) =>
      code === 0 ? done() : failed(new FailedStep(`${line}: ${code ?? signal}\n${Buffer.concat(said)}`)),
    );
  });
}

/** Users of an image don't exist here and aren't needed: the stage's folder belongs to us. */
async function standIns(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'chown'), '#!/bin/sh\n');
  await chmod(join(folder, 'chown'), 0o755);
  return folder;
}

/** Runs the steps of a Dockerfile without Docker: each stage is a folder below `folder`. Returns the last stage. */
export async function runDockerfile(context: string, folder: string): Promise<Stage> {
  const tools = await standIns(join(folder, 'tools'));
  const keptBack = ignored(await readFile(join(context, '.dockerignore'), 'utf8'));
  const stages = new Map<string, Stage>();
  const settings: Record<string, string> = {};
  let stage: Stage | undefined;

  async function copy(to: Stage, text: string): Promise<void> {
    const { flags, words } = flagged(text);
    const names = words.split(/\s+/);
    const target = names.pop() ?? '';
    const from = flags.from === undefined ? undefined : stages.get(flags.from);
    if (flags.from !== undefined && !from) throw new Error(`no stage is named ${flags.from}`);
    const base = from?.root ?? context;
    const handed = (path: string) => path === base || !keptBack(relative(base, path));
    const options = { recursive: true, verbatimSymlinks: true, ...(from ? {} : { filter: handed }) };
    for (const name of names) {
      const source = resolve(base, `./${name}`);
      if (!from && !handed(source)) throw new Error(`.dockerignore keeps ${name} from the builder`);
      const here = (await stat(source)).isDirectory();
      const into = !here && (target.endsWith('/') || names.length > 1);
      const destination = inside(to, into ? join(target, basename(name)) : target);
      await mkdir(here ? destination : dirname(destination), { recursive: true });
      await cp(source, destination, options);
    }
  }

  const steps: Record<string, (stage: Stage, rest: string) => unknown> = {
    ARG: (at, rest) => Object.assign(at.env, Object.fromEntries(pairs(rest))),
    WORKDIR(at, rest) {
      at.workdir = posix.resolve(at.workdir, rest);
      return mkdir(inside(at, '.'), { recursive: true });
    },
    COPY: copy,
    RUN(at, rest) {
      const own = environment(at);
      const env = { ...Object.fromEntries(passed()), ...own, PATH: [tools, own.PATH].join(delimiter) };
      return shell(confined(at, rest), inside(at, '.'), { ...env, npm_config_prefer_offline: 'true' });
    },
    ENV: (at, rest) => Object.assign(at.env, Object.fromEntries(pairs(rest))),
    LABEL: (at, rest) => Object.assign(at.labels, Object.fromEntries(pairs(rest))),
    USER: (at, rest) => Object.assign(at, { user: rest }),
    EXPOSE: (at, rest) => at.ports.push(...rest.split(/\s+/)),
    VOLUME: (at, rest) => at.volumes.push(...rest.split(/\s+/)),
    HEALTHCHECK: (at, rest) => Object.assign(at, { health: execForm(flagged(rest).words.replace(/^CMD\s+/, '')) }),
    CMD: (at, rest) => Object.assign(at, { command: execForm(rest) }),
  };

  const literal = new Set(['RUN', 'CMD', 'HEALTHCHECK']);
  for (const { line, name, rest } of parseDockerfile(await readFile(join(context, 'Dockerfile'), 'utf8'))) {
    try {
      if (!stage && name === 'ARG') {
        Object.assign(settings, Object.fromEntries(pairs(rest)));
      } else if (name === 'FROM') {
        const [image = '', , called = `${stages.size}`] = substituted(rest, settings).split(/\s+/);
        if (stages.has(image)) throw new Error('a stage on top of a stage is more than this knows');
        const root = join(folder, called);
        await mkdir(root, { recursive: true });
        if ((await readdir(root)).length > 0) throw new Error(`${root} is not empty`);
        stage = {
          ...{ image, root, env: {}, labels: {}, ports: [], volumes: [] },
          ...{ workdir: '/', user: 'root', command: [], health: [] },
        };
        stages.set(called, stage);
      } else {
        const step = steps[name];
        if (!stage || !step) throw new Error('this instruction is not known here');
        await step(stage, literal.has(name) ? rest : substituted(rest, stage.env));
      }
    } catch (error) {
      if (error instanceof FailedStep) throw error;
      throw new Error(`Dockerfile:${line}: ${name}: ${(error as Error).message}`, { cause: error });
    }
  }
  if (!stage) throw new Error('The Dockerfile has no FROM.');
  return stage;
}
