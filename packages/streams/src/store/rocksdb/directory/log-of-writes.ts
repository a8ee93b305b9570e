/**
 * A look at RocksDB's logs of writes before it reads them itself. A torn end is no matter: it stops there. But a record
 * of certain kinds, which a log of ours never has, sets it going round for ever, in a thread that nothing can end. So a
 * log with one is damage, found by going from record to record without their bytes.
 */
import { join } from 'node:path'
import type { Disk } from '@millrace/core/host'

const blockBytes = 32 * 1024
/** A checksum of 4 bytes, the length in 2, the kind. */
const headerBytes = 7
/** Whole, first, middle and last parts of records: all that is written. */
const kindMax = 4
/** Of logs that are written over earlier ones, or compressed, or with timestamps in their keys. */
const kindOfOthersMax = 11

/** What is wrong with the logs of a database; null if nothing that RocksDB would not find itself. */
export function strangeLog(disk: Disk, database: string): string | null {
  if (disk.facts(database) === undefined) return null
  for (const name of disk.list(database).filter((each) => each.endsWith('.log'))) {
    const file = disk.open(join(database, name), { create: false })
    try {
      const found = strangeKind(file)
      if (found !== null) return `expected no records of kind ${found} in ${name}, found one`
    } finally {
      file.close()
    }
  }
  return null
}

function strangeKind(file: ReturnType<Disk['open']>): number | null {
  const header = Buffer.alloc(headerBytes)
  let position = 0
  while (file.read(header, position) === headerBytes) {
    const leftInBlock = blockBytes - (position % blockBytes)
    if (leftInBlock < headerBytes) {
      position += leftInBlock
      continue
    }
    const [length, kind] = [header.readUInt16LE(4), header.readUInt8(6)]
    if (kind > kindMax && kind <= kindOfOthersMax) return kind
    const isRecord = kind > 0 && kind <= kindMax && headerBytes + length <= leftInBlock
    if (!isRecord) return null
    position += headerBytes + length
  }
  return null
}
