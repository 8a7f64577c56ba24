package main

import (
	"fmt"
	"time"

	"github.com/gophercloud/gophercloud"
	"github.com/gophercloud/gophercloud/openstack"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/availabilityzones"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/diskconfig"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/extendedserverattributes"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/extendedstatus"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/serverusage"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/flavors"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/servers"
	"github.com/gophercloud/gophercloud/openstack/imageservice/v2/images"
	"github.com/gophercloud/gophercloud/pagination"
)

// LockedStatus holds the keys of os-server-locked-status and those of v2.1 about locks, which the
// library has no type for. Like its own types it is exported, because the library sees no others.
type LockedStatus struct {
	Locked       *bool   `json:"locked"`
	LockedBy     *string `json:"locked_by"`
	LockedReason *string `json:"locked_reason"`
}

// server is read by each of the library's types in turn; each reads its own keys.
type server struct {
	servers.Server
	extendedstatus.ServerExtendedStatusExt
	serverusage.UsageExt
	availabilityzones.ServerAvailabilityZoneExt
	diskconfig.ServerDiskConfigExt
	extendedserverattributes.ServerAttributesExt
	LockedStatus
}

// The keys that every owner sees if the endpoint lists the extension.
var keysOf = map[string][]string{
	"OS-DCF":     {"OS-DCF:diskConfig"},
	"OS-EXT-AZ":  {"OS-EXT-AZ:availability_zone"},
	"OS-EXT-STS": {"OS-EXT-STS:task_state", "OS-EXT-STS:vm_state", "OS-EXT-STS:power_state"},
	"OS-SRV-USG": {"OS-SRV-USG:launched_at", "OS-SRV-USG:terminated_at"},

	"os-config-drive":         {"config_drive"},
	"os-extended-volumes":     {"os-extended-volumes:volumes_attached"},
	"os-keypairs":             {"key_name"},
	"os-security-groups":      {"security_groups"},
	"os-server-locked-status": {"locked", "locked_by"},
}

// shown has the values that the tests read.
type shown struct {
	ID, Name, Status string
	Image, Flavor    string
	Networks         []string
	Created, Updated time.Time
	Locked           *bool
	LockedBy         *string
	LockedReason     *string
	Tags             *[]string
	Extensions       []string
	MissingKeys      []string
	VMState          string
	PowerState       string
	AvailabilityZone string
	DiskConfig       string
	Host             string
	LaunchedAt       time.Time
	TerminatedAt     time.Time
}

func show(compute *gophercloud.ServiceClient, id string) (*shown, error) {
	answer := servers.Get(compute, id)
	var read server
	if err := answer.ExtractInto(&read); err != nil {
		return nil, err
	}
	var raw struct {
		Server map[string]interface{} `json:"server"`
	}
	if err := answer.Result.ExtractInto(&raw); err != nil {
		return nil, err
	}
	aliases := []string{}
	// Where there are microversions, they say what is there.
	if compute.Microversion == "" {
		var err error
		if aliases, err = listAliases(compute); err != nil {
			return nil, err
		}
	}

	networks := []string{}
	for network := range read.Addresses {
		networks = append(networks, network)
	}
	return &shown{
		ID:               read.ID,
		Name:             read.Name,
		Status:           read.Status,
		Image:            fmt.Sprint(read.Image["id"]),
		Flavor:           fmt.Sprint(read.Flavor["id"]),
		Networks:         networks,
		Created:          read.Created,
		Updated:          read.Updated,
		Locked:           read.Locked,
		LockedBy:         read.LockedBy,
		LockedReason:     read.LockedReason,
		Tags:             read.Tags,
		Extensions:       aliases,
		MissingKeys:      missingKeys(aliases, raw.Server),
		VMState:          read.VmState,
		PowerState:       read.PowerState.String(),
		AvailabilityZone: read.AvailabilityZone,
		DiskConfig:       string(read.DiskConfig),
		Host:             read.Host,
		LaunchedAt:       read.LaunchedAt,
		TerminatedAt:     read.TerminatedAt,
	}, nil
}

func listAliases(compute *gophercloud.ServiceClient) ([]string, error) {
	page, err := extensions.List(compute).AllPages()
	if err != nil {
		return nil, err
	}
	listed, err := extensions.ExtractExtensions(page)
	if err != nil {
		return nil, err
	}
	aliases := []string{}
	for _, extension := range listed {
		aliases = append(aliases, extension.Alias)
	}
	return aliases, nil
}

// missingKeys are promised by the list of extensions, but missing.
func missingKeys(aliases []string, raw map[string]interface{}) []string {
	missing := []string{}
	for _, alias := range aliases {
		for _, key := range keysOf[alias] {
			if _, ok := raw[key]; !ok {
				missing = append(missing, key)
			}
		}
	}
	return missing
}

// listPages returns the names on each page, following the links as the library does.
func listPages(compute *gophercloud.ServiceClient, limit int) (map[string]interface{}, error) {
	pages := [][]string{}
	locked := []bool{}
	err := servers.List(compute, servers.ListOpts{Limit: limit}).EachPage(
		func(page pagination.Page) (bool, error) {
			var read []server
			if err := servers.ExtractServersInto(page, &read); err != nil {
				return false, err
			}
			names := []string{}
			for _, server := range read {
				names = append(names, server.Name)
				locked = append(locked, server.Locked != nil && *server.Locked)
			}
			pages = append(pages, names)
			return true, nil
		})
	return map[string]interface{}{"Pages": pages, "Locked": locked}, err
}

func boot(
	provider *gophercloud.ProviderClient, compute *gophercloud.ServiceClient, name string,
) (*shown, error) {
	image, err := findImage(provider)
	if err != nil {
		return nil, err
	}
	flavor, err := findFlavor(compute, "m1.tiny")
	if err != nil {
		return nil, err
	}
	options := servers.CreateOpts{Name: name, ImageRef: image, FlavorRef: flavor}
	created, err := servers.Create(compute, options).Extract()
	if err != nil {
		return nil, err
	}
	if created.AdminPass == "" {
		return nil, fmt.Errorf("no adminPass for %s", created.ID)
	}
	if err := servers.WaitForStatus(compute, created.ID, "ACTIVE", waitSeconds); err != nil {
		return nil, err
	}
	return show(compute, created.ID)
}

func findImage(provider *gophercloud.ProviderClient) (string, error) {
	client, err := openstack.NewImageServiceV2(provider, gophercloud.EndpointOpts{})
	if err != nil {
		return "", err
	}
	page, err := images.List(client, images.ListOpts{}).AllPages()
	if err != nil {
		return "", err
	}
	listed, err := images.ExtractImages(page)
	if err != nil {
		return "", err
	}
	for _, image := range listed {
		if image.Status == images.ImageStatusActive {
			return image.ID, nil
		}
	}
	return "", fmt.Errorf("none of %d images is active", len(listed))
}

func findFlavor(compute *gophercloud.ServiceClient, name string) (string, error) {
	page, err := flavors.ListDetail(compute, flavors.ListOpts{}).AllPages()
	if err != nil {
		return "", err
	}
	listed, err := flavors.ExtractFlavors(page)
	if err != nil {
		return "", err
	}
	for _, flavor := range listed {
		if flavor.Name == name {
			return flavor.ID, nil
		}
	}
	return "", fmt.Errorf("no flavor %s", name)
}
