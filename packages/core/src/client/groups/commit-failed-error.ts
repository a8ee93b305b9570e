/** What a commit rejects with when the group has gone on: the class tells it from what may be tried again as it is. */
import type { ErrorName } from '../../protocol/errors.ts'
import { ClientError } from '../errors.ts'
import type { GroupMetadata } from './assignment.ts'

/**
 * The offsets were not committed, because the group has gone on to another generation: the partitions may be somebody
 * else's by now, who begins at what was committed before. Where the code is REBALANCE_IN_PROGRESS the same offsets
 * can be committed after the rebalance, for partitions that are still the member's.
 */
export class CommitFailedError extends ClientError {
  override readonly name = 'CommitFailedError'

  constructor(code: ErrorName, { groupId, generationId, memberId }: GroupMetadata) {
    const found = generationId < 0 ? 'none' : `generation ${generationId}, member ${memberId}`
    super({
      code,
      retriable: code === 'REBALANCE_IN_PROGRESS',
      message: `expected to be a member of the group's present generation to commit, found ${found}`,
      place: { subject: `group ${groupId}` },
    })
  }
}
