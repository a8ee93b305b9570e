/** What becomes of two page views on their way into a Produce request and out of it again, told line by line. */
import { decodeRequest } from '@millrace/core/protocol'
import { read, type Sent, write } from './round-trip.ts'

const sent: Sent[] = [
  { user: 'ann', view: { page: '/', seconds: 12 }, timestamp: Date.UTC(2026, 10, 21, 9, 30) },
  { user: 'ben', view: { page: '/prices', seconds: 47 }, timestamp: Date.UTC(2026, 10, 21, 9, 31) },
]

function hexadecimal(bytes: Buffer): string {
  const rows = bytes.toString('hex').match(/.{1,64}/g) ?? []
  return rows.map((row) => `    ${row.replaceAll(/(.{8})/g, '$1 ')}`).join('\n')
}

/** Everything that the program has to say, line by line. */
export function story(): string[] {
  const bytes = write(sent)
  const { api, version, header } = decodeRequest(bytes.subarray(4))
  return [
    'Two page views go in:',
    ...sent.map((one) => `    ${JSON.stringify(one)}`),
    '',
    `They leave as a ${api.name} request, version ${version}, correlation id ${header.correlationId}, ${bytes.length} bytes:`,
    hexadecimal(bytes),
    '',
    'The other side reads them back, each with the partition that its key belongs to:',
    ...read(bytes).map((one) => `    ${JSON.stringify(one)}`),
    '',
    'Next: ARCHITECTURE.md says where what lies; `npm test` holds the codec against the bytes of Apache Kafka.',
  ]
}
