// Sets the colour scheme before anything is painted, so that nothing flashes.
// The application reads the same key later.
{
  let kept = null
  try {
    kept = localStorage.getItem('waybill-color-scheme')
  } catch {
    // Storage is off: the system's scheme it is.
  }
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light'
}
