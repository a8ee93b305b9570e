/**
 * Kills a process that writes and commits, at random moments, on one state again and again: after as many lines from
 * it as drawn, so that no time has to be waited for. Each time the state must be that of exactly one commit, the last
 * one that the process had said or a later one, and nothing may have been set aside.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { SeededRandom } from '@millrace/core/testing'
import { openKilled } from './kill-writer.contract.ts'
import { commitOf, differenceOf, emptyState, modelOf, type State, stateOf, write } from './written-points.contract.ts'

const writer = fileURLToPath(new URL('./kill-writer.contract.ts', import.meta.url))
/** A process closes and opens the state after 200 commits at most: so some are killed while they do. */
const linesMax = 250

/** Kills so many processes. Says how many commits survived. */
export async function killAgainAndAgain(rounds: number, seed: number): Promise<number> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'millrace-kill-'))
  const random = new SeededRandom(seed)
  const state = emptyState()
  let commit = 0
  try {
    for (let round = 0; round < rounds; round++) {
      // Some right at the start, while they open what the one before has left.
      const lines = random.chance(0.2) ? 1 : 1 + random.below(linesMax)
      const said = await killedAfter(lines, [stateDirectory, String(seed), String(seed + round)])
      commit = await check({ stateDirectory, state, seed, from: commit, atLeast: Math.max(commit, said) })
    }
    assert.deepEqual(readdirSync(join(stateDirectory, 'app')), ['0_0'])
    return commit
  } finally {
    rmSync(stateDirectory, { recursive: true, force: true })
  }
}

/** Runs a writer until it has said so many lines, kills it, and gives the last commit that it said. */
async function killedAfter(lines: number, args: string[]): Promise<number> {
  const child = spawn(process.execPath, [writer, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)))
  let said = 0
  let count = 0
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'opening') said = Number(line)
    if (++count === lines) child.kill('SIGKILL')
  }
  assert.equal(await exited, 'SIGKILL')
  return said
}

interface Check {
  readonly stateDirectory: string
  /** The state at commit `from`; it is brought to what was found. */
  readonly state: State
  readonly seed: number
  readonly from: number
  readonly atLeast: number
}

/** Gives the commit that the state is at. */
async function check({ stateDirectory, state, seed, from, atLeast }: Check): Promise<number> {
  const database = await openKilled(stateDirectory)
  const found = commitOf(database)
  assert.ok(found >= atLeast, `expected commit ${atLeast} or a later one, which had been said, found ${found}`)
  for (let commit = from + 1; commit <= found; commit++) write(modelOf(state), seed, commit)
  assert.equal(differenceOf(stateOf(database), state), null, `commit ${found}`)
  await database.close()
  return found
}
