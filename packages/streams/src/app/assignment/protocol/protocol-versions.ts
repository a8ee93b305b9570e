/**
 * The versions in which members of an application's group speak with their leader. Java 3.0 to 4.3 speak 11. Since 3 a
 * leader that meets a newer version than its own answers in its own, and the newer member says the same again in that
 * ("version probing"), so that an application can be updated one process at a time.
 */
export const latestVersion = 11
export const earliestProbeableVersion = 3
/** Versions 1 and 2 do not say which versions their sender knows. */
export const unknownVersion = -1
/** What names a topology says so since here. */
export const namedTopologyVersion = 10
/** Tasks are told with how far their state has come, no longer only as active ones and standbys. */
export const offsetSumVersion = 7

/** Of a task that is running as an active one: it has all there is. */
export const runningOffsetSum = -2
/** Of a task of which only an older member told, which does not know how far it has come. */
export const unknownOffsetSum = -3
