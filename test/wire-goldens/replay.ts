/**
 * `npm run wire-goldens -- FILE…` holds our codecs against golden files of Apache Kafka's own classes
 * (FORMAT.md), as `.jsonl` or `.jsonl.gz`. Prints what fails, and last `N passed, M failed`.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { replayLine } from './line.ts'

/** Failures shown in full; the rest is only counted. */
const FAILURES_SHOWN = 20

async function* linesOf(file: string): AsyncGenerator<string> {
  const raw = createReadStream(file)
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw
  const failed = new Promise<never>((_resolve, reject) => {
    raw.once('error', reject)
    input.once('error', reject)
  })
  failed.catch(() => {}) // reported by the race below
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
  for (;;) {
    const next = await Promise.race([lines.next(), failed])
    if (next.done) return
    if (next.value !== '') yield next.value
  }
}

/** Replays a file and gives the failures, each with its place. */
async function replayFile(file: string): Promise<{ passed: number; failures: string[] }> {
  let passed = 0
  let number = 0
  const failures: string[] = []
  try {
    for await (const line of linesOf(file)) {
      number++
      try {
        replayLine(line)
        passed++
      } catch (problem) {
        failures.push(`${file}:${number}: ${problem instanceof Error ? problem.message : problem}`)
      }
    }
  } catch (problem) {
    failures.push(`${file}: cannot be read: ${problem instanceof Error ? problem.message : problem}`)
  }
  if (number === 0 && failures.length === 0) failures.push(`${file}: expected golden lines, found none`)
  return { passed, failures }
}

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('usage: npm run wire-goldens -- FILE…   (golden files, .jsonl or .jsonl.gz)')
  process.exitCode = 2
} else {
  const results = await Promise.all(files.map(replayFile))
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const failures = results.flatMap((result) => result.failures)
  for (const failure of failures.slice(0, FAILURES_SHOWN)) console.log(failure)
  if (failures.length > FAILURES_SHOWN) console.log(`… and ${failures.length - FAILURES_SHOWN} more`)
  console.log(`${passed} passed, ${failures.length} failed`)
  if (failures.length > 0) process.exitCode = 1
}
