/**
 * The answer that says one error to a whole request, for any API. It follows from the declarations: an array of
 * the response that holds errors has one element for each element of the request's array that it answers, with
 * the same names and numbers in it, and every other field says nothing.
 */
import assert from 'node:assert/strict'
import type { Body, Draft } from '../../protocol/body.ts'
import { defaultOf } from '../../protocol/defaults.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { errors } from '../../protocol/errors.ts'
import type { Fields, Message } from '../../protocol/schema.ts'
import { isPresent } from '../../protocol/schema.ts'

type Values = Readonly<Record<string, unknown>>

interface Failure {
  readonly version: number
  readonly error: ErrorName
  /** Whether errors are said as far inside as possible. */
  readonly isInside: boolean
}

const ERROR_FIELDS = new Set(['errorCode', 'partitionErrorCode'])

/** APIs whose own error is about the session or the client as a whole, and that say others further inside. */
const INSIDE = new Set(['FetchResponse', 'MetadataResponse', 'AddPartitionsToTxnResponse'])

const ABOUT_THE_WHOLE: ReadonlySet<ErrorName> = new Set([
  'FETCH_SESSION_ID_NOT_FOUND',
  'INVALID_FETCH_SESSION_EPOCH',
  'FETCH_SESSION_TOPIC_ID_ERROR',
  'REBOOTSTRAP_REQUIRED',
])

/** The arrays of requests that an array of responses may answer, where their names differ. */
const ANSWERED: Readonly<Record<string, readonly string[]>> = {
  responses: ['topicData', 'topics', 'topicNames', 'resources'],
  topics: ['topics', 'topicNames'],
  partitionResponses: ['partitionData'],
  partitions: ['partitions', 'partitionIndexes'],
  coordinators: ['coordinatorKeys'],
  groups: ['groups', 'groupIds'],
  results: ['topics', 'groupsNames', 'resources', 'creations', 'users', 'deletions'],
  resultsByTransaction: ['transactions'],
  topicResults: ['topics'],
  resultsByTopicV3AndBelow: ['v3AndBelowTopics'],
  resultsByPartition: ['partitions'],
  transactionStates: ['transactionalIds'],
  filterResults: ['filters'],
  replicaElectionResults: ['topicPartitions'],
  partitionResult: ['partitions'],
}

/** What an element is called by; where requests call it otherwise, how. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  name: ['name', 'topic'],
  topic: ['topic'],
  topicId: ['topicId'],
  index: ['index'],
  partition: ['partition'],
  partitionIndex: ['partitionIndex', 'partition'],
  partitionId: ['partitionId'],
  groupId: ['groupId'],
  key: ['key'],
  memberId: ['memberId'],
  groupInstanceId: ['groupInstanceId'],
  transactionalId: ['transactionalId'],
  producerId: ['producerId'],
  resourceType: ['resourceType'],
  resourceName: ['resourceName'],
  topicName: ['name'],
  user: ['name'],
  entity: ['entity'],
}

/** Offsets, ids and epochs that say "none" by -1, though 0 is what a field holds by itself. */
const NONE = new Set([
  ...['baseOffset', 'offset', 'highWatermark', 'lastStableOffset', 'logStartOffset', 'lowWatermark', 'endOffset'],
  ...['committedOffset', 'timestamp', 'nodeId', 'leaderId', 'producerId', 'producerEpoch', 'generationId'],
])

/** The body of an answer that refuses the request with an error. */
export function errorResponse<Response extends Message>(
  message: Response,
  request: { readonly version: number; readonly body: Body<Message> },
  error: ErrorName,
): Draft<Response> {
  const isInside = INSIDE.has(message.name) && !ABOUT_THE_WHOLE.has(error)
  const failure = { version: request.version, error, isInside }
  return structOf(message.fields, request.body as Values, failure) as Draft<Response>
}

function structOf(fields: Fields, source: unknown, failure: Failure): Values {
  const isSaidInside = failure.isInside && hasAnsweredErrors(fields, source, failure)
  const says = !isSaidInside && errorFieldOf(fields, failure.version) !== undefined
  const entries = Object.entries(fields)
    .filter(([, field]) => isPresent(field, failure.version))
    .map(([name, field]) => {
      if (ERROR_FIELDS.has(name)) return [name, says ? errors[failure.error].code : 0]
      if ('array' in field && typeof field.array !== 'string' && !says) {
        const inner = field.array
        const elements = hasErrors(inner, failure.version) ? elementsOf(name, source) : []
        return [name, elements.map((element) => structOf(inner, element, failure))]
      }
      const otherwise = defaultOf(field)
      return [name, nameOf(name, source, otherwise) ?? (NONE.has(name) ? none(otherwise) : otherwise)]
    })
  return Object.fromEntries(entries)
}

function errorFieldOf(fields: Fields, version: number): string | undefined {
  return Object.keys(fields).find((name) => {
    const field = fields[name]
    return ERROR_FIELDS.has(name) && field !== undefined && isPresent(field, version)
  })
}

/** Whether there is room for an error in a struct or further inside. */
function hasErrors(fields: Fields, version: number): boolean {
  if (errorFieldOf(fields, version) !== undefined) return true
  return Object.values(fields).some((field) => {
    return (
      'array' in field &&
      typeof field.array !== 'string' &&
      isPresent(field, version) &&
      hasErrors(field.array, version)
    )
  })
}

/** Whether there will be elements that can say the error. */
function hasAnsweredErrors(fields: Fields, source: unknown, { version }: Failure): boolean {
  return Object.entries(fields).some(([name, field]) => {
    if (!('array' in field) || typeof field.array === 'string' || !isPresent(field, version)) return false
    return hasErrors(field.array, version) && elementsOf(name, source).length > 0
  })
}

/** The elements of the request that an array answers. */
function elementsOf(name: string, source: unknown): readonly unknown[] {
  if (typeof source !== 'object' || source === null) return []
  const values = source as Values
  const { dirs } = values
  if (name === 'results' && Array.isArray(dirs)) return dirs.flatMap(({ topics }: Values) => topics)
  const found = (ANSWERED[name] ?? [name]).map((other) => values[other])
  const elements = found.find((other) => Array.isArray(other) && other.length > 0)
  return Array.isArray(elements) ? elements : []
}

/** What the request calls this by; an element that is a name or a number is called by itself. */
function nameOf(name: string, source: unknown, otherwise: unknown): unknown {
  const others = NAMES[name]
  if (others === undefined) return undefined
  if (typeof source !== 'object' || source === null) return typeof source === typeof otherwise ? source : undefined
  return others.map((other) => (source as Values)[other]).find((value) => value !== undefined)
}

function none(value: unknown): unknown {
  assert.ok(typeof value === 'number', 'expected a number to say -1 by')
  return -1
}
