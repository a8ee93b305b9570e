/**
 * The check that every disk makes of a place in a file. The system calls take a negative one for "where the
 * last call ended", so that a miscalculated position would read and write somewhere.
 */
import assert from 'node:assert/strict'

/** A place in a file, or a size of it, that is none is a bug of the caller's. */
export function assertPosition(position: number, path: string): void {
  if (!Number.isSafeInteger(position) || position < 0) {
    assert.fail(`${path}: expected a whole number of bytes from 0 on, found ${position}`)
  }
}
