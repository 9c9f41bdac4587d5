package project

// scheduleShape is when a sync runs by itself.
func scheduleShape() shape {
	return shape{doc: "When it runs by itself; absent: only when a person runs it.", keys: []key{
		scalarKey("every", period, "After this time."),
		scalarKey("cron", word, "Five fields: minute, hour, day of month, month, day of week."),
		{"days", false, shape{doc: "Days of the week.", list: &shape{scalar: word, options: weekdays}, scalar: word, options: weekdays}},
		{"times", false, shape{doc: "Times of day.", scalar: word, pattern: clock, list: &shape{doc: "Write it like 06:30.", scalar: word, pattern: clock}}},
		scalarKey("timezone", word, "Of cron, days and times; default: UTC."),
		scalarKey("after", word, "After another sync has run."),
		{"only_if", false, shape{doc: "Of after: completed (if every row arrived) or any (however it ended); default: unless it failed.", scalar: word, options: []string{"completed", "any"}}},
	}}
}

const clock = `^([01]\d|2[0-3]):[0-5]\d$`

var weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// alertShape is who is told, and of what.
func alertShape() *shape {
	channel := func(name, doc string, keys ...key) key { return key{name, false, shape{doc: doc, keys: keys}} }
	text := func(name, doc string) key { return scalarKey(name, word, doc) }
	secret := func(name, doc string) key { return key{name, false, shape{doc: doc, scalar: word, secret: true}} }
	return &shape{keys: []key{
		channel("slack", "Slack.", required(secret("webhook_url", "An incoming webhook."))),
		channel("pagerduty", "PagerDuty.", required(secret("routing_key", "Of an Events v2 integration."))),
		channel("sms", "SMS through Twilio.",
			required(text("account_sid", "Twilio's account.")), required(secret("auth_token", "Its token.")),
			required(text("from", "The sending number.")), key{"to", true, textOrList("The receiving numbers.")}),
		channel("email", "E-mail through SMTP.",
			required(text("host", "The SMTP server.")), scalarKey("port", whole, "Default: 587."), text("username", "To sign in."), secret("password", "To sign in."),
			required(text("from", "The sender.")), key{"to", true, textOrList("The recipients.")}),
		channel("webhook", "A signed HTTP request.", required(secret("url", "Where to.")), secret("secret", "Signs the request.")),
		{"on", false, shape{doc: "Triggers and how serious they are.", keys: triggerKeys()}},
	}}
}

func triggerKeys() []key {
	severity := []string{"warning", "critical"}
	trigger := func(name, doc, pattern string) key {
		limit := shape{doc: "The limit: " + doc, scalar: word, pattern: pattern}
		return key{name, false, shape{doc: doc, scalar: word, options: severity, keys: []key{{"warning", false, limit}, {"critical", false, limit}}}}
	}
	const (
		count = `^\d+$`
		part  = `^\d+(\.\d+)?%?$`
		long  = `^(\d+d)?(\d+(h|m|s|ms))*$`
	)
	return []key{
		option("fatal_error", "A run failed.", severity...),
		trigger("rejected_rows", "Rejected rows, a count or a share such as 5%.", part),
		trigger("in_doubt", "Rows in doubt, a count or a share.", part),
		trigger("throughput", "Fewer rows a second than this.", part),
		trigger("model_size", "More rows in the model than this.", count),
		trigger("duration", "A run that takes longer, such as 30m.", long),
		trigger("idle_time", "No run for longer, such as 24h.", long),
		option("held_run", "A run waits for approval.", severity...),
	}
}
