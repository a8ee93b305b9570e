/**
 * Which topic a partition's directory belongs to, so that the directory of a deleted topic is not taken
 * for that of a new one of the same name. A topic id is 16 bytes as 22 characters of base64url.
 *
 *     version: 0
 *     topic_id: Zgk6oYHtSByXZtFFkXKPmQ
 */
import type { TextFormat } from './checkpoint.ts'
import { integer, linesOf, refuse } from './rows.ts'

/** The file in a partition's directory that has this format. */
export const PARTITION_METADATA = 'partition.metadata'

const VERSION = 0
const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'

export const partitionMetadataFormat: TextFormat<{ readonly topicId: string }> = {
  print: ({ topicId }) => `version: ${VERSION}\ntopic_id: ${topicId}`,
  parse(text, path) {
    const [first, second] = linesOf(text)
    const version = integer(/^version:\s+(\S+)$/.exec(first ?? '')?.[1] ?? '')
    // Later versions only add lines.
    if (version === null || version < VERSION) refuse({ path, line: 1, expected: '"version: 0"', found: first })
    const topicId = /^topic_id:\s+(\S+)$/.exec(second ?? '')?.[1]
    if (topicId === undefined || !isUuid(topicId) || topicId === ZERO_UUID) {
      refuse({ path, line: 2, expected: '"topic_id: " and 22 characters of base64url, not all A', found: second })
    }
    return { topicId }
  },
}

/** Whether a text is a uuid as Kafka writes it. */
export function isUuid(text: string): boolean {
  return /^[\w-]{22}$/.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text
}
