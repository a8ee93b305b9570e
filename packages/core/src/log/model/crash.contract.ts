/**
 * Kills a process that appends, at random moments, and looks each time whether all that it had acknowledged is
 * there: after as many acknowledgements as drawn, so that no time has to be waited for.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { SeededRandom } from '../../host/random.ts'
import { batches } from '../../records/batches.ts'
import { crashedPartition, openCrashed, valueAt } from './crash-writer.contract.ts'

const writer = fileURLToPath(new URL('./crash-writer.contract.ts', import.meta.url))
const ACKNOWLEDGEMENTS_MAX = 60

/** Kills so many processes, one after the other, on one directory. Says how many records survived. */
export async function killAgainAndAgain(rounds: number, seed: number): Promise<number> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'millrace-crash-'))
  const random = new SeededRandom(seed)
  let endOffset = 0
  try {
    for (let round = 0; round < rounds; round++) {
      const acknowledged = await killedAfter(1 + random.below(ACKNOWLEDGEMENTS_MAX), { directory, seed: seed + round })
      endOffset = await check(directory, Math.max(endOffset, acknowledged))
    }
    return endOffset
  } finally {
    fs.rmSync(directory, { recursive: true, force: true })
  }
}

/** Runs a writer until it has acknowledged so often, kills it, and gives the last offset that it said. */
async function killedAfter(lines: number, { directory, seed }: { directory: string; seed: number }): Promise<number> {
  const child = spawn(process.execPath, [writer, directory, String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('close', (_code, signal) => resolve(signal)),
  )
  let acknowledged = 0
  let count = 0
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line)
    if (++count === lines) child.kill('SIGKILL')
  }
  assert.equal(await exited, 'SIGKILL')
  return acknowledged
}

/** Reads all of the log, and gives where it ends. */
async function check(path: string, acknowledged: number): Promise<number> {
  const directory = await openCrashed(path)
  const log = directory.log(crashedPartition)
  assert.ok(log !== undefined)
  assert.ok(log.endOffset >= acknowledged, `acknowledged up to ${acknowledged}, there up to ${log.endOffset}`)
  let next = 0
  while (next < log.endOffset) {
    const read = log.read({ offset: next, maxBytes: 50_000, atLeastOne: true, isolation: 'uncommitted' })
    assert.ok(read.kind === 'read' && read.records.length > 0)
    for (const batch of batches(read.records)) {
      const records = batch.records()
      while (records.next()) {
        assert.equal(records.offset, next)
        assert.equal(records.valueText(), valueAt(next++))
      }
    }
  }
  await directory.close()
  return log.endOffset
}
