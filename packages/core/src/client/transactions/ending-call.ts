/**
 * A call that is not done twice at once: whoever is not answered in time, or gives up, makes it again and joins what is
 * under way, or hears that it was done meanwhile. So nobody sends a second request while the first may be on its way.
 */
import type { Clock } from '../../host/clock.ts'
import { within } from '../deadline.ts'

export interface CallTerms {
  readonly clock: Clock
  /** By the clock's `elapsedMs`. */
  readonly deadlineMs: number
  /** Of whom errors speak. */
  readonly subject: string
  readonly signal?: AbortSignal | undefined
}

interface UnderWay {
  readonly name: string
  readonly work: Promise<void>
  /** Its caller has left. */
  isUnheard: boolean
}

export class EndingCall {
  #last: UnderWay | undefined

  /** Runs the work, or joins it; ends with the terms. */
  async run(name: string, work: () => Promise<void>, terms: CallTerms): Promise<void> {
    const call = this.#last?.name === name ? this.#last : this.#begin(name, work)
    call.isUnheard = false
    const left = () => {
      call.isUnheard = true
    }
    const heard = call.work.then(() => {
      if (!call.isUnheard && this.#last === call) this.#last = undefined
    })
    await within(heard, { ...terms, what: `${terms.subject}: ${name}`, left })
  }

  /** Whatever was done unheard is of no interest any more. */
  forget(): void {
    this.#last = undefined
  }

  #begin(name: string, work: () => Promise<void>): UnderWay {
    const call: UnderWay = { name, work: work(), isUnheard: false }
    this.#last = call
    // What has failed is done anew.
    call.work.catch(() => {
      if (this.#last === call) this.#last = undefined
    })
    return call
  }
}
