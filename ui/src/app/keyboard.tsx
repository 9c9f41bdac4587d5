import { useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { late } from '../components/late'
import { useAttention } from './attention'
import { places, typing } from './shortcuts'

const Keys = late(() => import('./Keys'))

// How long after "g" the letter of a place is waited for.
const patience = 1500

/** Keyboard listens for the keys that work on every page, and lists them. Nothing happens while one types. */
export function Keyboard() {
  const [open, list] = useDisclosure(false)
  const navigate = useNavigate()
  const { to: attention } = useAttention()
  const went = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
        return
      }
      if (typing(event)) {
        leaveSearch(event)
        return
      }
      const place =
        event.timeStamp - went.current < patience ? places[event.key as keyof typeof places] : undefined
      went.current = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
      if (place) {
        event.preventDefault()
        void navigate({ to: place === places.i ? attention : place.to })
      } else if (event.key === '/') {
        event.preventDefault()
        document.getElementById('search')?.focus()
      } else if (event.key === '?') {
        event.preventDefault()
        list.open()
      }
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [navigate, list.open, attention])
  return open && <Keys onClose={list.close} />
}

/** leaveSearch takes the focus back to the page when Escape is pressed in the search. */
function leaveSearch(event: KeyboardEvent) {
  if (event.key === 'Escape' && event.target instanceof HTMLElement && event.target.id === 'search') {
    event.target.blur()
    document.getElementById('main')?.focus()
  }
}
