/**
 * Damages a small state in many ways, one at a time, and lets another process open and read what is left: each time it
 * must find what some commit has left, or tell that it is damaged. It never ends by it, and never gives other rows.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { commitCount, damagedSeed, type Outcome, openDamaged } from './damage-case.contract.ts'
import { commitOf, offsetsAt, targetOf, write } from './written-points.contract.ts'

const reader = fileURLToPath(new URL('./damage-case.contract.ts', import.meta.url))
const outcomes = new Set(['right', 'told', 'aside', 'refused'])

/** A case takes a fraction of a second; one that takes so long never ends. */
const caseTakesMsMax = 50_000

interface Result {
  readonly number: number
  readonly how: string
  readonly outcome: Outcome | string
}

export interface DamageReport {
  /** How often what came of it. */
  readonly counts: Readonly<Record<string, number>>
  /** What should not have come of it. */
  readonly failures: readonly string[]
}

/** The cases from one number up to another, which is not among them. */
export async function damageAgainAndAgain(from: number, before: number): Promise<DamageReport> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-damage-'))
  const counts: Record<string, number> = {}
  const failures: string[] = []
  try {
    const template = await makeTemplate(folder)
    for (let next = from; next < before; next++) {
      const end = await readDamaged([template, folder, String(next), String(before)], (result) => {
        next = result.number + 1
        if (outcomes.has(result.outcome)) counts[result.outcome] = (counts[result.outcome] ?? 0) + 1
        else failures.push(JSON.stringify(result))
      })
      if (end !== null) failures.push(`case ${next} ended its process: ${end}`)
    }
    return { counts, failures }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs a reader to its end. Why it ended, if it did not end well. */
async function readDamaged(args: string[], told: (result: Result) => void): Promise<string | null> {
  const child = spawn(process.execPath, [reader, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<string | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code === 0 ? null : `${signal ?? `code ${code}`}`))
  })
  const watch = setTimeout(() => child.kill('SIGKILL'), caseTakesMsMax)
  for await (const line of createInterface({ input: child.stdout })) {
    watch.refresh()
    told(JSON.parse(line))
  }
  clearTimeout(watch)
  return ended
}

/** A state with rows in several files and in the log of writes, as a crash leaves it. */
async function makeTemplate(folder: string): Promise<string> {
  const [made, template] = [join(folder, 'made'), join(folder, 'template')]
  for (const part of [1, 2, 3]) {
    const database = await openDamaged(made)
    const target = targetOf(database)
    for (let commit = commitOf(database) + 1; commit <= (commitCount * part) / 3; commit++) {
      write(target, damagedSeed, commit)
      database.commit(offsetsAt(commit))
    }
    if (part === 3) cpSync(made, template, { recursive: true })
    await database.close()
  }
  return template
}
