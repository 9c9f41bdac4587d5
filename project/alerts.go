package project

// Alert is who is told of what. In this version alerts are read and checked,
// and not sent.
type Alert struct {
	Name     string
	Position Position
	Channels []string            // slack, pagerduty, sms, email, webhook
	On       map[string]Triggers // by trigger, e.g. rejected_rows
}

// Triggers are the limits at which a trigger is a warning and critical, as
// written; "any" if it has none, "" if it is not of that severity.
type Triggers struct{ Warning, Critical string }

func (l *loader) alert(m member) {
	a := Alert{Name: m.name, Position: m.key.position(), On: map[string]Triggers{}}
	for _, e := range m.value.members() {
		if e.name != "on" {
			a.Channels = append(a.Channels, e.name)
		}
	}
	if len(a.Channels) == 0 {
		l.fail(m.key, "alert `%s` tells nobody", m.name).hint("Add slack, pagerduty, sms, email or webhook.")
	}
	for _, e := range m.value.get("on").members() {
		switch e.value.text() {
		case "warning":
			a.On[e.name] = Triggers{Warning: "any"}
		case "critical":
			a.On[e.name] = Triggers{Critical: "any"}
		default:
			a.On[e.name] = Triggers{e.value.get("warning").text(), e.value.get("critical").text()}
		}
	}
	l.project.Alerts = append(l.project.Alerts, a)
	l.note(a.Position, "Alert %s is accepted, not active in this version: nobody is told.", m.name)
}
