/** What is made of a coordinator's answers that our broker never gives. */
import test from 'ava'
import { errors } from '../../protocol/errors.ts'
import { describeModern } from './group-description.ts'
import type { Asked } from './route.ts'

test('groups of KIP-848 that a broker has switched off are no answer about a group', async (t) => {
  const group = { errorCode: errors.UNSUPPORTED_VERSION.code, groupId: 'nobody', members: [] }
  const to = { ask: async () => ({ groups: [group] }) } as unknown as Asked
  t.deepEqual(await describeModern(to, ['nobody']), [])
})
