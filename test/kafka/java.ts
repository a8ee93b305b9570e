/**
 * Apache Kafka on this machine: its jars from Maven and our few classes beside them, in a cache outside of the
 * checkout, made anew when the pom or a source changes. A program that is started here ends with this process.
 * Our classes are compiled against the pom's version; an older one is there for its broker.
 */
import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const pom = join(import.meta.dirname, 'java/pom.xml')
const sources = join(import.meta.dirname, 'java/src/interchange')
const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'millrace', 'kafka')
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024
/** What lives for seconds does not get back what it would gain by optimizing itself. */
const shortLived = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx512m']
/** As Apache Kafka's own scripts start it. */
const underLoad = ['-server', '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20', '-Xms1g', '-Xmx1g']
const encoding = '-Dfile.encoding=UTF-8'
const logging = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=error']

/** Ours are made once, whatever the version. */
let classes: Promise<string> | undefined
const libraries = new Map<string, Promise<string>>()

interface JavaOptions {
  readonly isForLoad?: boolean
  /** Of Apache Kafka's jars, for example `3.9.1`. Default: the pom's. */
  readonly version?: string
}

/** Runs a program to its end on what it is to read, and gives what it printed. */
export async function runJava(
  main: string,
  args: readonly string[],
  { input = '', isForLoad = false, version }: JavaOptions & { input?: string } = {},
): Promise<{ stdout: string; stderr: string }> {
  const options = [...virtualMachine(isForLoad), '-cp', await classpath(version), main, ...args]
  const running = run('java', options, { maxBuffer: OUTPUT_BYTES_MAX })
  running.child.stdin?.end(input)
  return await running
}

/** Starts a program that halts when this process lets go of its standard input, at the latest when it dies. */
export async function startJava(
  main: readonly string[],
  { properties = [], isForLoad = false, version }: JavaOptions & { properties?: readonly string[] } = {},
): Promise<ChildProcessWithoutNullStreams> {
  const options = [...virtualMachine(isForLoad), ...properties, '-cp', await classpath(version), ...main]
  const child = spawn('java', options, { stdio: 'pipe' })
  child.stdin.on('error', () => {}) // it has ended, which is seen elsewhere
  return child
}

function virtualMachine(isForLoad: boolean): string[] {
  return [...(isForLoad ? underLoad : shortLived), encoding, ...logging]
}

async function classpath(version?: string): Promise<string> {
  classes ??= compile()
  return [await classes, await jarsOf(version)].join(delimiter)
}

async function compile(): Promise<string> {
  const files = readdirSync(sources).map((name) => join(sources, name))
  const folder = join(cache, `classes-${digest([pom, ...files])}`)
  const jars = await jarsOf()
  await make(folder, (fresh) =>
    run('javac', ['--release', '17', '-encoding', 'UTF-8', '-proc:none', '-cp', jars, '-d', fresh, ...files]),
  )
  return folder
}

function jarsOf(version?: string): Promise<string> {
  const name = ['libraries', digest([pom]), ...(version === undefined ? [] : [version])].join('-')
  const known = libraries.get(name) ?? fetchJars(join(cache, name), version)
  libraries.set(name, known)
  return known
}

async function fetchJars(folder: string, version: string | undefined): Promise<string> {
  const chosen = version === undefined ? [] : [`-Dkafka.version=${version}`]
  await make(folder, (fresh) =>
    run('mvn', ['-q', '-B', '-f', pom, ...chosen, 'dependency:copy-dependencies', `-DoutputDirectory=${fresh}`]),
  )
  return join(folder, '*')
}

function digest(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file)).update('\0')
  return hash.digest('hex').slice(0, 16)
}

/** Fills a folder that is not there yet. It comes into being complete, also when two processes make it at once. */
async function make(folder: string, fill: (folder: string) => Promise<unknown>): Promise<void> {
  if (existsSync(folder)) return
  mkdirSync(cache, { recursive: true })
  const fresh = mkdtempSync(join(cache, 'fresh-'))
  try {
    await fill(fresh)
    renameSync(fresh, folder)
  } catch (problem) {
    if (existsSync(folder)) return
    // Maven says on its output what is wrong.
    const output = (problem as { stdout?: string }).stdout ?? ''
    throw new Error(`could not make ${folder}: ${String(problem)}\n${output}`, { cause: problem })
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}
