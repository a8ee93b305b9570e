/** What the table of handlers says of an API, apart from how it is handled. */
import type { Api } from '../protocol/apis.ts'
import type { Message } from '../protocol/schema.ts'

export interface ServedApi<Request extends Message = Message, Response extends Message = Message> {
  readonly api: Api<Request, Response>
  readonly versions: readonly [number, number]
  /** What ApiVersions says, where that must be wider than what is true. */
  readonly advertised: readonly [number, number]
  /** One line on how much of Apache Kafka's behaviour there is, for the documentation; empty: all of it. */
  readonly remark: string
}
