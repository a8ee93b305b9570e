/** Records and headers as a result shows them: as text, or with their bytes as hexadecimal. */
import type { Headers } from '@millrace/streams'
import type { HeaderText } from './scenario/scenario.ts'

export function headerTexts(headers: Headers): HeaderText[] {
  return headers.map(({ key, value }) => [key, value === null ? null : value.toString('utf8')])
}

export function headerHex(headers: Headers): HeaderText[] {
  return headers.map(({ key, value }) => [key, hex(value)])
}

export function hex(bytes: Buffer | null): string | null {
  return bytes === null ? null : bytes.toString('hex')
}
