{
  description = "Stands in for github:serokell/deploy-rs, which would be downloaded";

  outputs =
    { self }:
    let
      deploy-rs = import ./deploy-rs (builtins.fromJSON (builtins.readFile "${self}/built.json"));
    in
    {
      lib.x86_64-linux.activate.nixos = deploy-rs.activate.nixos "1.0.0";
    };
}
