package partnerstack

import (
	"net/http"
	"slices"
	"strings"
)

// partnerView is a partnership as the API shows it.
type partnerView struct {
	Key        string         `json:"key"`
	PartnerKey string         `json:"partner_key"`
	Email      string         `json:"email"`
	FirstName  string         `json:"first_name"`
	LastName   string         `json:"last_name"`
	Group      groupView      `json:"group"`
	Team       []string       `json:"team"`
	Tags       []string       `json:"tags"`
	Stats      map[string]int `json:"stats"`
	MData      struct{}       `json:"m_data"`
	JoinedAt   int64          `json:"joined_at"`
	CreatedAt  int64          `json:"created_at"`
	UpdatedAt  int64          `json:"updated_at"`
}

type groupView struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	Slug string `json:"slug"`
}

// showPartner shows a partnership with the number of its customers.
func (v *Vendor) showPartner(p *Partner) partnerView {
	customers := 0
	for _, c := range v.customers {
		if c.PartnerKey == p.PartnerKey && !c.Archived {
			customers++
		}
	}
	team := p.Members
	if team == nil {
		team = []string{}
	}
	return partnerView{
		Key: p.Key, PartnerKey: p.PartnerKey, Email: p.Email, FirstName: p.FirstName, LastName: p.LastName,
		Group: groupView{p.Group, title(p.Group), p.Group}, Team: team, Tags: []string{},
		Stats:    map[string]int{"CUSTOMER_COUNT": customers},
		JoinedAt: millis(p.JoinedAt), CreatedAt: millis(p.JoinedAt), UpdatedAt: millis(p.JoinedAt),
	}
}

// partner finds a partnership by its partner key.
func (v *Vendor) partner(key string) *Partner {
	i := slices.IndexFunc(v.partners, func(p *Partner) bool { return p.PartnerKey == key })
	if i < 0 {
		return nil
	}
	return v.partners[i]
}

// getPartner is GET /v2/partnerships/{unique_identifier}: the partner key, the
// partnership's key or the email.
func (v *Vendor) getPartner(_ *http.Request, key string) answer {
	v.mu.RLock()
	defer v.mu.RUnlock()
	for _, p := range v.partners {
		if p.PartnerKey == key || p.Key == key || strings.EqualFold(p.Email, key) {
			return ok("Partnership returned successfully", v.showPartner(p))
		}
	}
	return noPartner(key)
}

func noPartner(key string) answer { return refuse(404, "Partnership %s was not found", python(key)) }

// listPartners is GET /v2/partnerships.
func (v *Vendor) listPartners(r *http.Request, _ string) answer {
	q, bad, ok := parseQuery(r)
	if !ok {
		return bad
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	email := q.values.Get("email")
	return page(q, v.partners, func(p *Partner) item { return item{p.Key, p.JoinedAt, p.JoinedAt} },
		func(p *Partner) bool { return email == "" || strings.EqualFold(email, p.Email) }, v.showPartner)
}
