let over = false
let listener = () => {}

/** sessionEnd is whether the session has ended under somebody who has typed something that is not saved. */
export const sessionEnd = {
  read: () => over,
  subscribe: (changed: () => void) => {
    listener = changed
    return () => {
      listener = () => {}
    }
  },
  put: (ended: boolean) => {
    over = ended
    listener()
  },
}
