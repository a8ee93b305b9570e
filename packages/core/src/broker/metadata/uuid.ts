/** Ids of topics, clusters, directories and starts: 16 random bytes, as 22 characters of base64url. */
import type { Random } from '../../host/random.ts'

/** One that does not begin with a dash, which command lines would take for an option. */
export function newUuid(random: Random): string {
  for (;;) {
    const uuid = random.bytes(16).toString('base64url')
    if (!uuid.startsWith('-')) return uuid
  }
}
