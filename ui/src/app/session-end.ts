import { kept } from '../components/kept'

/** sessionEnd is whether the session has ended under somebody who has typed something that is not saved. */
export const sessionEnd = kept(false)
