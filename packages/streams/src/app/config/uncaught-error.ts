/** What becomes of an application when something failed that no other handler has dealt with. */

/**
 * `replace-thread`: another thread goes on in its place. `shut-down-client`: this instance is closed, and the others
 * take over. `shut-down-application`: all instances are closed.
 */
export const uncaughtErrorAnswers = ['shut-down-client', 'replace-thread', 'shut-down-application'] as const

export type UncaughtErrorAnswer = (typeof uncaughtErrorAnswers)[number]

/** One answer for all, or one for each. */
export type UncaughtErrorPolicy = UncaughtErrorAnswer | ((error: Error) => UncaughtErrorAnswer)
