/**
 * The table of handlers: all that is served here. What is not in it is not spoken: ApiVersions leaves it out,
 * and a request for it ends the connection.
 */
import type { Handler } from '../handler.ts'
import { produce } from './00-produce.ts'
import { apiVersions } from './18-api-versions.ts'

const table = [produce, apiVersions] as unknown as readonly Handler[]

export const handlers: ReadonlyMap<number, Handler> = new Map(table.map((one) => [one.api.key, one]))
