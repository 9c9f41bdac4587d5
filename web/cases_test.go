package web_test

// officeCases are the cases of signing in, people, tokens, secrets, settings
// and the audit.
func officeCases() map[string]call {
	return map[string]call{
		"get-session": {Who: "viewer", Path: "/auth/session", Want: 200, Shows: []string{"csrf"}},
		"version":     {Who: "viewer", Path: "/version", Want: 200},
	}
}
