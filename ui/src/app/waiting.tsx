import { SkeletonText } from '../components/SkeletonText'

/** Waiting stands where a page will be, while its code is loaded. */
export function Waiting() {
  return <SkeletonText lines={4} label="Loading the page" />
}
