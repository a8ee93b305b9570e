/**
 * The page that says what is served here, `docs/protocol-support.md`, out of the table of handlers, so that it
 * cannot lie. `npm run docs` writes it.
 */
import { type Api, apis } from '../protocol/apis.ts'
import { handlers } from './handlers/table.ts'
import type { ServedApi } from './served-api.ts'

const HEAD = `# What of Kafka's protocol is served

Written by \`npm run docs\` out of the broker's table of handlers; changes made by hand are lost. What is left out,
and what a client gets then, is in [not-supported.md](not-supported.md).

Versions are those of the requests. Apache Kafka 4.3 has all that are in its column; where ours is the same,
nothing is missing.
`

/** The whole page. */
export function protocolSupport(): string {
  const all: Api[] = Object.values(apis).sort((one, other) => one.key - other.key)
  const served = all.flatMap((api) => handlers.get(api.key) ?? [])
  const missing = all.filter(({ key }) => !handlers.has(key))
  return [
    HEAD,
    '## Served\n',
    '| key | API | here | Apache Kafka 4.3 | remark |',
    '|---|---|---|---|---|',
    ...served.map(rowOf),
    '\n## Not served\n',
    'ApiVersions leaves them out, so that clients do not ask; a request for one ends its connection.\n',
    '| key | API | Apache Kafka 4.3 |',
    '|---|---|---|',
    ...missing.map(({ key, name, request }) => `| ${key} | ${name} | ${range(request.versions)} |`),
    '',
  ].join('\n')
}

function rowOf({ api, versions, advertised, remark }: ServedApi): string {
  const isWider = range(advertised) !== range(versions)
  const remarks = [isWider ? `advertised as ${range(advertised)}` : '', remark].filter((text) => text !== '')
  const cells = [api.key, api.name, range(versions), range(api.request.versions), remarks.join('; ')]
  return `| ${cells.join(' | ')} |`
}

function range([first, last]: readonly [number, number]): string {
  return first === last ? `${first}` : `${first} to ${last}`
}
