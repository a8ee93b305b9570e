/** Where this machine keeps what nobody will miss. */
import { tmpdir } from 'node:os'

export function temporaryDirectory(): string {
  return tmpdir()
}
