/** Options that will each do, and not together. */
import { transactionTimeoutMs } from './client-options.ts'
import type { ConfigProblem } from './config-error.ts'
import { rackTagsMax } from './options.ts'
import type { ResolvedConfig } from './resolved-config.ts'

/** As they travel in each member's subscription. */
const tagNameCharsMax = 20
const tagValueCharsMax = 30
/** What the producer collects where nothing is said: a batch has to fit into a segment. */
const batchBytesDefault = 128 * 1024

export function contradictions(config: ResolvedConfig): ConfigProblem[] {
  return [...ofTransactions(config), ...ofMembership(config), ...ofTags(config), ...ofSegments(config)]
}

function ofTransactions(config: ResolvedConfig): ConfigProblem[] {
  if (config.processingGuarantee !== 'exactly_once_v2') return []
  const problems: ConfigProblem[] = []
  const timeoutMs = transactionTimeoutMs(config)
  if (config.commitIntervalMs > timeoutMs) {
    const expected = `at most producer.transactionTimeoutMs, ${timeoutMs}, or every transaction times out`
    problems.push(contradiction('commitInterval', expected, `${config.commitIntervalMs} ms`))
  }
  for (const part of ['consumer', 'restoreConsumer', 'globalConsumer'] as const) {
    const { isolation = 'read_committed' } = config[part]
    if (isolation === 'read_committed') continue
    problems.push(contradiction(`${part}.isolation`, "'read_committed' for exactly once", `'${isolation}'`))
  }
  const { acks = 'all' } = config.producer
  if (acks !== 'all') problems.push(contradiction('producer.acks', "'all' for exactly once", String(acks)))
  return problems
}

function ofMembership({ heartbeatIntervalMs, sessionTimeoutMs }: ResolvedConfig): ConfigProblem[] {
  if (heartbeatIntervalMs < sessionTimeoutMs) return []
  const expected = `less than sessionTimeout, ${sessionTimeoutMs} ms`
  return [contradiction('heartbeatInterval', expected, `${heartbeatIntervalMs} ms`)]
}

function ofTags({ rackAwareAssignmentTags, clientTags }: ResolvedConfig): ConfigProblem[] {
  const names = Object.keys(clientTags)
  const problems = rackAwareAssignmentTags
    .filter((tag) => !Object.hasOwn(clientTags, tag))
    .map((tag) => contradiction('rackAwareAssignmentTags', 'names of clientTags', `'${tag}', which is none of them`))
  if (names.length > rackTagsMax) {
    problems.push(contradiction('clientTags', `at most ${rackTagsMax} tags`, String(names.length)))
  }
  for (const [name, value] of Object.entries(clientTags)) {
    if (name.length > tagNameCharsMax) problems.push(tooLong('the name', name, tagNameCharsMax))
    if (value.length > tagValueCharsMax) problems.push(tooLong(`the value of ${name}`, value, tagValueCharsMax))
  }
  return problems
}

function ofSegments({ topicConfig, producer }: ResolvedConfig): ConfigProblem[] {
  const segmentBytes = Number(topicConfig['segment.bytes'] ?? Number.POSITIVE_INFINITY)
  const { batchBytes = batchBytesDefault } = producer
  if (segmentBytes >= batchBytes) return []
  const expected = `room in a segment for a batch of the producer, ${batchBytes}`
  return [contradiction('topicConfig.segment.bytes', expected, String(segmentBytes))]
}

function tooLong(what: string, text: string, max: number): ConfigProblem {
  return contradiction('clientTags', `${what} to have at most ${max} characters`, `${text.length}`)
}

function contradiction(option: string, expected: string, found: string): ConfigProblem {
  return { code: 'CONTRADICTION', option, expected, found }
}
