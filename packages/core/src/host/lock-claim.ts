/**
 * What a lock file says, and whether whoever wrote it is still there. A file that is not ours (empty, or cut
 * off by a crash) claims nothing by its text; Apache Kafka leaves such a `.lock` behind, and while it runs it
 * holds a lock of the kernel's on it, which Linux shows.
 */
import fs from 'node:fs'
import { judge, type ProcessIdentity } from './process-identity.ts'
import { systemCode } from './system-error.ts'

/** A process's claim to a directory; no two have the same id. A file that is not ours has nothing but an id. */
export type LockClaim = { readonly id: string } & (
  | (ProcessIdentity & { readonly sinceMs: number })
  | { readonly pid?: undefined }
)

/** The claim in a file, or nothing where there is no file. */
export function readClaim(path: string): LockClaim | undefined {
  try {
    return parse(fs.readFileSync(path, 'utf8')) ?? { id: `inode-${fs.statSync(path).ino}` }
  } catch (problem) {
    if (systemCode(problem) === 'ENOENT') return undefined
    throw problem
  }
}

function parse(text: string): LockClaim | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { id, pid, hostName, scope, began, sinceMs } = value as Record<
    keyof ProcessIdentity | 'id' | 'sinceMs',
    unknown
  >
  const isOurs = typeof id === 'string' && /^[0-9a-f]{24}$/.test(id)
  if (!isOurs || typeof pid !== 'number' || typeof sinceMs !== 'number') return undefined
  return { id, pid, sinceMs, hostName: String(hostName), scope: String(scope), began: String(began) }
}

/** Who holds the claim, in words; nothing where its process is gone. */
export function ownerOf(claim: LockClaim, path: string): string | undefined {
  if (claim.pid === undefined) return undefined
  const judgement = judge(claim, claim.sinceMs)
  if (judgement === 'gone') return undefined
  const since = new Date(claim.sinceMs).toISOString()
  if (claim.pid === process.pid && judgement === 'runs') return `this process (${claim.pid}), since ${since}`
  const owner = `process ${claim.pid} on ${claim.hostName}, since ${since}`
  if (judgement === 'runs') return owner
  return `${owner}; whether it still runs cannot be seen from here: if it is gone, remove ${path}`
}

/** The process that holds a lock of the kernel's on the file, in words; nothing where none does or it cannot be seen. */
export function kernelLockOwner(path: string): string | undefined {
  const stats = fs.statSync(path, { throwIfNoEntry: false, bigint: true })
  if (stats === undefined) return undefined
  const file = `${deviceOf(stats.dev)}:${stats.ino}`
  const line = kernelLocks().find((fields) => fields.includes(file))
  return line === undefined ? undefined : `process ${line[4]}, which is not Millrace (an Apache Kafka broker?)`
}

/** Lines such as `1: POSIX ADVISORY WRITE 4711 fe:00:130817 0 EOF`: the process, then device and inode. */
function kernelLocks(): string[][] {
  try {
    const lines = fs.readFileSync('/proc/locks', 'utf8').split('\n')
    return lines.map((line) => line.split(/\s+/))
  } catch {
    return []
  }
}

/** A device's number as the kernel prints it in /proc/locks. */
function deviceOf(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn)
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn)
  return [major, minor].map((part) => part.toString(16).padStart(2, '0')).join(':')
}
