/**
 * One process a directory, on the machine's own disk. Node has no locks that the system takes back when a
 * process dies, so the lock is a file `.lock` that names its owner, and one whose owner is gone may be taken over.
 *
 * A lock file comes into being complete, by a hard link. To take over from a dead claim X is to make the one
 * name `.lock-after-X`, which only one process can, and then to move that over `.lock`. Whoever looked before
 * that move and links after it finds that `.lock` no longer leads to its claim, and steps back: only the claim
 * at the end of the chain that begins at `.lock` has the directory, and only its owner changes `.lock`.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import type { DirectoryLock } from './disk.ts'
import { LockedError } from './disk.ts'
import { kernelLockOwner, type LockClaim, ownerOf, readClaim } from './lock-claim.ts'
import { asDiskError } from './node-file.ts'
import { ownIdentity } from './process-identity.ts'
import { systemCode } from './system-error.ts'

const LOCK = '.lock'
const DRAFT = '.lock-new-'
const SUCCESSOR = '.lock-after-'

/** Each further attempt means that another process was quicker meanwhile; so many in a row do not happen. */
const ATTEMPTS_MAX = 1000

/** Takes the directory, or throws a `LockedError` that names who has it. */
export function lockDirectory(directory: string): DirectoryLock {
  const place = fs.realpathSync(directory)
  const claim: LockClaim = { id: randomBytes(12).toString('hex'), sinceMs: Date.now(), ...ownIdentity() }
  const draft = join(place, DRAFT + claim.id)
  fs.writeFileSync(draft, `${JSON.stringify(claim)}\n`, { flag: 'wx' })
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (take({ directory, place, draft, claim })) return new FileLock(place, claim.id)
    }
  } finally {
    fs.rmSync(draft, { force: true })
  }
  return assert.fail(`${directory}: expected to lock it or to find its owner, found neither`)
}

/** Whether the directory is ours now; if not, another process came in between. */
function take(wish: { directory: string; place: string; draft: string; claim: LockClaim }): boolean {
  const { directory, place, draft, claim } = wish
  const last = lastClaim(place)
  const owner =
    last === undefined ? undefined : (ownerOf(last, join(place, LOCK)) ?? kernelLockOwner(join(place, LOCK)))
  if (owner !== undefined) throw new LockedError(directory, owner)
  const lock = join(place, LOCK)
  const name = last === undefined ? lock : join(place, SUCCESSOR + last.id)
  if (!isLinked(draft, name)) return false
  if (lastClaim(place)?.id !== claim.id) {
    fs.rmSync(name, { force: true })
    return false
  }
  if (name !== lock) fs.renameSync(name, lock)
  sweep(place)
  return true
}

/** The claim at the end of the chain: the one that counts. */
function lastClaim(place: string): LockClaim | undefined {
  let last: LockClaim | undefined
  let next = readClaim(join(place, LOCK))
  while (next !== undefined) {
    last = next
    next = readClaim(join(place, SUCCESSOR + last.id))
  }
  return last
}

function isLinked(draft: string, name: string): boolean {
  try {
    fs.linkSync(draft, name)
    return true
  } catch (problem) {
    if (systemCode(problem) === 'EEXIST') return false
    throw problem
  }
}

/** Removes what processes left that died while they took the lock: no chain leads there any more. */
function sweep(place: string): void {
  for (const name of fs.readdirSync(place)) {
    const path = join(place, name)
    const isLeft = name.startsWith(SUCCESSOR) || (name.startsWith(DRAFT) && isAbandoned(path))
    if (isLeft) fs.rmSync(path, { force: true })
  }
}

function isAbandoned(draft: string): boolean {
  const claim = readClaim(draft)
  return claim?.pid !== undefined && ownerOf(claim, draft) === undefined
}

class FileLock implements DirectoryLock {
  readonly #place: string
  readonly #id: string
  #isHeld = true

  constructor(place: string, id: string) {
    this.#place = place
    this.#id = id
  }

  release(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    const lock = join(this.#place, LOCK)
    try {
      // Somebody may have removed the file by hand, and another process may have the directory now.
      if (readClaim(lock)?.id === this.#id) fs.rmSync(lock, { force: true })
    } catch (problem) {
      throw asDiskError(problem, 'lock', this.#place)
    }
  }
}
