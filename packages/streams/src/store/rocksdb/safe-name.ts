/**
 * Names as folders and columns may be called: whatever an application or store is called, its folder is one step below
 * its parent, and a list of columns can be taken apart. Names that a topic could have, as Kafka Streams asks of ids and
 * stores, stay as they are; no two names come to be the same.
 */
import { createHash } from 'node:crypto'

/** File systems take 255 bytes; what is put behind a name must have room too. */
const lengthMax = 200
const hashLength = 32

export function safeName(name: string): string {
  const safe = [...Buffer.from(name)].map(safeByte).join('')
  if (safe.length <= lengthMax && safe !== '') return safe
  // Two percent signs in a row are in no other name.
  const hash = createHash('sha256').update(name).digest('hex').slice(0, hashLength)
  return `${safe.slice(0, lengthMax - hashLength - 2)}%%${hash}`
}

/** A dot at the beginning would lead upwards, or hide the folder. */
function safeByte(byte: number, index: number): string {
  const character = String.fromCharCode(byte)
  const isSafe = /[A-Za-z0-9_-]/.test(character) || (character === '.' && index > 0)
  return isSafe ? character : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`
}
