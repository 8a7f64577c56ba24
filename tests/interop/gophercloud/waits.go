package main

import (
	"github.com/gophercloud/gophercloud"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/servers"
)

// rebootAndWait waits for both statuses that a reboot goes through, as the library's own tests do.
func rebootAndWait(
	compute *gophercloud.ServiceClient, id string, method servers.RebootMethod, during string,
) error {
	options := servers.RebootOpts{Type: method}
	if err := servers.Reboot(compute, id, options).ExtractErr(); err != nil {
		return err
	}
	return waitForEach(compute, id, during, "ACTIVE")
}

func rebuildAndWait(
	provider *gophercloud.ProviderClient, compute *gophercloud.ServiceClient, id string,
) error {
	image, err := findImage(provider)
	if err != nil {
		return err
	}
	options := servers.RebuildOpts{ImageRef: image}
	if _, err := servers.Rebuild(compute, id, options).Extract(); err != nil {
		return err
	}
	return waitForEach(compute, id, "REBUILD", "ACTIVE")
}

func resizeAndWait(compute *gophercloud.ServiceClient, id string) error {
	flavor, err := findFlavor(compute, "m1.small")
	if err != nil {
		return err
	}
	options := servers.ResizeOpts{FlavorRef: flavor}
	if err := servers.Resize(compute, id, options).ExtractErr(); err != nil {
		return err
	}
	return waitForEach(compute, id, "RESIZE", "VERIFY_RESIZE")
}

// waitForEach waits for one status after the other.
func waitForEach(compute *gophercloud.ServiceClient, id string, statuses ...string) error {
	for _, status := range statuses {
		if err := servers.WaitForStatus(compute, id, status, waitSeconds); err != nil {
			return err
		}
	}
	return nil
}
