/** The states of an application's instance, as Kafka Streams calls them, and from which to which it may go. */

export const states = [
  'CREATED',
  'REBALANCING',
  'RUNNING',
  'PENDING_SHUTDOWN',
  'NOT_RUNNING',
  'PENDING_ERROR',
  'ERROR',
] as const

/**
 * CREATED until it is started; REBALANCING while tasks are handed over or restored; RUNNING when all are at work.
 * PENDING_SHUTDOWN and then NOT_RUNNING where it was closed, PENDING_ERROR and then ERROR where it failed.
 */
export type State = (typeof states)[number]

const next: Readonly<Record<State, readonly State[]>> = {
  CREATED: ['REBALANCING', 'PENDING_SHUTDOWN'],
  REBALANCING: ['RUNNING', 'PENDING_SHUTDOWN', 'PENDING_ERROR'],
  RUNNING: ['REBALANCING', 'PENDING_SHUTDOWN', 'PENDING_ERROR'],
  PENDING_SHUTDOWN: ['NOT_RUNNING'],
  NOT_RUNNING: [],
  PENDING_ERROR: ['ERROR'],
  ERROR: [],
}

export function mayFollow(state: State, following: State): boolean {
  return next[state].includes(following)
}

/** Whether it can still come to this state, at whatever time. */
export function canReach(state: State, goal: State): boolean {
  const reached = new Set<State>([state])
  for (const one of reached) for (const following of next[one]) reached.add(following)
  return reached.has(goal)
}

export function isShuttingDown(state: State): boolean {
  return state === 'PENDING_SHUTDOWN' || state === 'PENDING_ERROR'
}

/** Whether nothing follows. */
export function hasEnded(state: State): boolean {
  return state === 'NOT_RUNNING' || state === 'ERROR'
}
