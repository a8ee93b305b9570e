/** The version in front of what members and leaders say, told by its name where it is cut off. */
import { DecodeError, type Reader } from '@millrace/core/protocol'

export function readVersion(reader: Reader, subject: string): number {
  try {
    return reader.int32()
  } catch (problem) {
    throw problem instanceof DecodeError ? problem.at({ subject, path: 'version' }) : problem
  }
}

/** What is thrown for a version in which one cannot speak. */
export function unspoken(subject: string, expected: string, version: number): DecodeError {
  return new DecodeError({ code: 'UNSUPPORTED', subject, path: 'version', expected, found: `version ${version}` })
}
