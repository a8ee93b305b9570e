/** Replays lines of `murmur2.jsonl` and `crc32c.jsonl`. */
import assert from 'node:assert/strict'
import { crc32c, murmur2, partitionFor } from '@millrace/core/records'

export interface Murmur2Line {
  readonly keyHex: string
  readonly murmur2: number
  readonly partitions: number
  readonly partition: number
}

export interface Crc32cLine {
  readonly hex: string
  readonly crc: number
}

export function replayMurmur2Line(line: Murmur2Line): void {
  const key = Buffer.from(line.keyHex, 'hex')
  assert.equal(murmur2(key), line.murmur2, `murmur2 of '${line.keyHex}'`)
  const partition = partitionFor(key, line.partitions)
  assert.equal(partition, line.partition, `partition of '${line.keyHex}' among ${line.partitions}`)
}

export function replayCrc32cLine(line: Crc32cLine): void {
  const bytes = Buffer.from(line.hex, 'hex')
  assert.equal(crc32c(bytes), line.crc, `CRC-32C of ${bytes.length} bytes`)
  const half = bytes.length >> 1
  const inTwo = crc32c(bytes.subarray(half), crc32c(bytes.subarray(0, half)))
  assert.equal(inTwo, line.crc, `CRC-32C of ${bytes.length} bytes in two parts`)
}
