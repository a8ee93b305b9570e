/** ListGroups: the groups of this broker, all of them classic, by state and type where the client asks for that. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'

const CLASSIC = 'classic'

export const listGroups = handler(apis.listGroups, ({ body }, { groups }) => {
  const states = new Set(body.statesFilter.map((state) => state.trim().toLowerCase()))
  const types = body.typesFilter.map((type) => type.toLowerCase())
  const hasType = types.length === 0 || types.includes(CLASSIC)
  const found = Array.from(hasType ? groups : [])
    .filter(({ state }) => states.size === 0 || states.has(state.toLowerCase()))
    .map(({ id, protocolType, state }) => {
      return { groupId: id, protocolType: protocolType ?? '', groupState: state, groupType: CLASSIC }
    })
  return { errorCode: errors.NONE.code, groups: found }
})
