package web

// Engine answers what needs the loaded configuration, a source or a vendor.
type Engine any
