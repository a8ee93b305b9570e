/**
 * Which process a member of the group is in: a UUID that is drawn once and kept with the process's state. Assignments
 * go by the order of these, so ours is Java's, which takes each half of a UUID for a number with a sign.
 */
export type ProcessId = string

const halfLength = 18

/** `0a1b2c3d-…`, of sixteen bytes. */
export function uuidText(bytes: Buffer): ProcessId {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export function uuidBytes(id: ProcessId): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

export function compareProcessIds(one: ProcessId, other: ProcessId): number {
  if (one === other) return 0
  return signedOrder(one) < signedOrder(other) ? -1 : 1
}

/** A text whose order is that of the two signed numbers: the bit of the sign counts the other way round. */
function signedOrder(id: ProcessId): string {
  return [id.slice(0, halfLength), id.slice(halfLength + 1)].map(withSignFlipped).join('-')
}

function withSignFlipped(half: string): string {
  return (Number.parseInt(half.charAt(0), 16) ^ 8).toString(16) + half.slice(1)
}
