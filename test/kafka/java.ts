/**
 * Apache Kafka on this machine: its jars from Maven and our few classes beside them, in a cache outside of the
 * checkout, made anew when the pom or a source changes. A program that is started here ends with this process.
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

let classpath: Promise<string> | undefined

/** Runs a program to its end on what it is to read, and gives what it printed. */
export async function runJava(
  main: string,
  args: readonly string[],
  { input = '', isForLoad = false }: { input?: string; isForLoad?: boolean } = {},
): Promise<{ stdout: string; stderr: string }> {
  const options = [...virtualMachine(isForLoad), '-cp', await kafkaClasses(), main, ...args]
  const running = run('java', options, { maxBuffer: OUTPUT_BYTES_MAX })
  running.child.stdin?.end(input)
  return await running
}

/** Starts a program that halts when this process lets go of its standard input, at the latest when it dies. */
export async function startJava(
  main: readonly string[],
  { properties = [], isForLoad = false }: { properties?: readonly string[]; isForLoad?: boolean } = {},
): Promise<ChildProcessWithoutNullStreams> {
  const options = [...virtualMachine(isForLoad), ...properties, '-cp', await kafkaClasses(), ...main]
  const child = spawn('java', options, { stdio: 'pipe' })
  child.stdin.on('error', () => {}) // it has ended, which is seen elsewhere
  return child
}

function virtualMachine(isForLoad: boolean): string[] {
  return [...(isForLoad ? underLoad : shortLived), encoding, ...logging]
}

function kafkaClasses(): Promise<string> {
  classpath ??= resolveClasses()
  return classpath
}

async function resolveClasses(): Promise<string> {
  const files = readdirSync(sources).map((name) => join(sources, name))
  const libraries = join(cache, `libraries-${digest([pom])}`)
  await make(libraries, (folder) =>
    run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]),
  )
  const classes = join(cache, `classes-${digest([pom, ...files])}`)
  const jars = join(libraries, '*')
  await make(classes, (folder) =>
    run('javac', ['--release', '17', '-encoding', 'UTF-8', '-proc:none', '-cp', jars, '-d', folder, ...files]),
  )
  return [classes, jars].join(delimiter)
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
