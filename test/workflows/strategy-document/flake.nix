# The strategy document's two pieces put together, and mended by one line.
{
  inputs = {
    deploy-rs.url = "github:serokell/deploy-rs";
    # ... other inputs
  };

  outputs =
    { self, deploy-rs }:
    {
      # in place of nixpkgs.lib.nixosSystem, which would be downloaded
      nixosConfigurations."cassie-box" = import ./nixos {
        inherit self;
        name = "cassie-box";
        machine = (builtins.fromJSON (builtins.readFile ./fleet.json)).machines."cassie-box";
      };

      deploy = {
        nodes = {
          "cassie-box" = {
            hostname = "cassie-box";  # or IP address
            profiles = {
              system = {
                user = "root";  # the mended line: a system profile is root's to activate
                sshUser = "izzy";  # or appropriate user
                path = deploy-rs.lib.x86_64-linux.activate.nixos self.nixosConfigurations."cassie-box";
              };
            };
          };
        };
      };
    };
}
