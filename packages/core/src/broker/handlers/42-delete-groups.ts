/** DeleteGroups: groups without members go, with their offsets. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'

export const deleteGroups = handler(apis.deleteGroups, ({ body }, { groups }) => {
  const results = Array.from(new Set(body.groupsNames), (groupId) => {
    return { groupId, errorCode: errors[groups.delete(groupId)].code }
  })
  return { throttleTimeMs: 0, results }
})
