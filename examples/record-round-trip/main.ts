/** A record's round trip, shown. */
import { story } from './story.ts'

for (const line of story()) console.log(line)
