/**
 * How the manifest of a database was left: RocksDB's list of the files that it consists of, which it only adds to. It
 * checks what it reads of it, but takes a torn end for the end; then rows of one store may be missing that others have.
 * So whoever opens or closes a database notes name, length and hash, beside it, and the next one holds them against it.
 * A note that cannot be read, or is about another manifest, says nothing: a crash may have come between the two.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Disk } from '@millrace/core/host'

interface Seal {
  readonly manifest: string
  readonly bytes: number
  readonly sha256: string
}

const sealName = 'seal.json'
const sealDraftName = 'seal.json.new'

/** Where a database lies, and the folder around it. */
export interface SealedPlace {
  readonly folder: string
  readonly database: string
}

export function sealManifest(disk: Disk, { folder, database }: SealedPlace): void {
  const manifest = currentManifest(disk, database)
  if (manifest === null) return
  const content = read(disk, join(database, manifest))
  const seal: Seal = { manifest, bytes: content.length, sha256: hashOf(content) }
  const draft = join(folder, sealDraftName)
  disk.remove(draft)
  const file = disk.open(draft, { create: true })
  try {
    file.write([Buffer.from(`${JSON.stringify(seal)}\n`)], 0)
  } finally {
    file.close()
  }
  disk.rename(draft, join(folder, sealName))
}

/** What is wrong with the manifest; null if it begins as it was left, or nothing is known. */
export function brokenSeal(disk: Disk, { folder, database }: SealedPlace): string | null {
  const seal = readSeal(disk, folder)
  if (seal === null || seal.manifest !== currentManifest(disk, database)) return null
  const path = join(database, seal.manifest)
  // RocksDB says itself that it is missing.
  if (disk.facts(path) === undefined) return null
  const content = read(disk, path)
  if (content.length < seal.bytes) return `expected ${seal.bytes} bytes of ${seal.manifest}, found ${content.length}`
  if (hashOf(content.subarray(0, seal.bytes)) === seal.sha256) return null
  return `expected ${seal.manifest} to begin as it was left, found other bytes`
}

/** What CURRENT names; null where there is none, or it names nothing that could be one. */
function currentManifest(disk: Disk, database: string): string | null {
  const path = join(database, 'CURRENT')
  if (disk.facts(path) === undefined) return null
  const [name = ''] = /^MANIFEST-\d+(?=\n$)/.exec(read(disk, path).toString('latin1')) ?? []
  return name !== '' && disk.facts(join(database, name)) !== undefined ? name : null
}

function readSeal(disk: Disk, folder: string): Seal | null {
  const path = join(folder, sealName)
  if (disk.facts(path) === undefined) return null
  try {
    const { manifest, bytes, sha256 } = JSON.parse(read(disk, path).toString()) as Partial<Seal>
    if (typeof manifest !== 'string' || typeof bytes !== 'number' || typeof sha256 !== 'string') return null
    return { manifest, bytes, sha256 }
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof TypeError) return null
    throw thrown
  }
}

function read(disk: Disk, path: string): Buffer {
  const file = disk.open(path, { create: false })
  try {
    const content = Buffer.alloc(file.size)
    return content.subarray(0, file.read(content, 0))
  } finally {
    file.close()
  }
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
