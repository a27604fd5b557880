import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inPath } from './java.js';

const POM = fileURLToPath(new URL('pom.xml', import.meta.url));

/** Outside the repository, so that `git clean` and `npm ci` leave the jars alone. */
const cache = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'entente');
const jarsFolder = (version) => join(cache(), `neo4j-${version}`, 'lib');

export function maven() {
  return inPath(process.platform === 'win32' ? ['mvn.cmd'] : ['mvn']);
}

export function hasJars(version) {
  return existsSync(jarsFolder(version));
}

/** One Maven at a time: two would write into the same local repository at once. */
let before = Promise.resolve();

/** The folder with the jars of a version; Maven fetches them once. */
export function jars(version, javaHome) {
  const folder = before.then(async () => {
    if (!hasJars(version)) await fetchJars(version, javaHome);
    return jarsFolder(version);
  });
  before = folder.then(
    () => {},
    () => {},
  );
  return folder;
}

const QUIET = ['-q', '-B', '-Dstyle.color=never', '--strict-checksums'];
const DEPENDENCY = 'org.apache.maven.plugins:maven-dependency-plugin:2.8';

/** Fills a temporary folder and renames it, so that nobody ever sees a half-filled one. */
async function filled(folder, fill) {
  await mkdir(dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}-`);
  try {
    await fill(partial);
    await rename(partial, folder).catch((error) => {
      // Another run was faster; its jars are the same.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

const fetchJars = (version, javaHome) =>
  filled(jarsFolder(version), (partial) =>
    runMaven(
      [
        ...QUIET,
        '-f',
        POM,
        `-Dneo4j.version=${version}`,
        `${DEPENDENCY}:copy-dependencies`,
        '-DincludeScope=runtime',
        `-DoutputDirectory=${partial}`,
      ],
      `the jars of Neo4j ${version}`,
      { JAVA_HOME: javaHome },
    ),
  );

const jarOf = (artifact, version) => join(cache(), `${artifact}-${version}`, `${artifact}-${version}.jar`);

export const hasJar = (artifact, version) => existsSync(jarOf(artifact, version));

/** One jar without its dependencies; Maven fetches it once. */
export async function jar(group, artifact, version) {
  const path = jarOf(artifact, version);
  if (!hasJar(artifact, version)) {
    const args = [`${DEPENDENCY}:get`, `-Dartifact=${group}:${artifact}:${version}`, '-Dtransitive=false'];
    await filled(dirname(path), (partial) =>
      runMaven(
        [...QUIET, ...args, `-Ddest=${join(partial, `${artifact}-${version}.jar`)}`],
        `${artifact} ${version}`,
        {},
      ),
    );
  }
  return path;
}

function runMaven(args, what, env) {
  return new Promise((done, failed) => {
    const fail = (output) => failed(new Error(`Maven could not fetch ${what}. Its last lines:\n${output}`));
    const child = spawn(maven() ?? 'mvn', args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    let output = '';
    const keep = (text) => {
      output = (output + text).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => fail(error.message));
    child.on('close', (code) => {
      process.off('exit', kill);
      if (code === 0) done();
      else fail(output.trim().split('\n').slice(-15).join('\n'));
    });
  });
}
