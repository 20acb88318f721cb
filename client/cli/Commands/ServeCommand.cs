using System.CommandLine;
using BirdGrid.Silo;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid serve</c>: runs a silo.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var url = CommonOptions.Value<string>("--url", "Address to listen on (default http://127.0.0.1:5401; port 0 takes a free one). What other machines can reach needs keys and TLS.", "URL");
        var data = CommonOptions.Value<string>("--data", "Folder of the database and the photos (default ~/.local/share/birdgrid).", "FOLDER");
        var role = CommonOptions.Value<string>("--role", "all, gpu, cpu or gateway (default all).", "ROLE");
        var device = CommonOptions.Value<string>("--device", "auto, cpu, cuda or cuda:N (default auto).", "DEVICE");
        var threads = CommonOptions.Value<int?>("--threads", "Threads of one torch operation (default every core).", "N");
        var settings = new Option<string[]>("--set") { Description = "Further configuration, for example BirdGrid:Inference:Replicas=2; may be repeated.", HelpName = "KEY=VALUE" };
        var command = new Command("serve", "Run a silo: datasets, training and classification over gRPC.") { url, data, role, device, threads, settings };
        command.SetAction((parsed, cancellationToken) => SiloProgram.RunAsync(
            new SiloStartOptions
            {
                Url = parsed.GetValue(url),
                DataDirectory = parsed.GetValue(data),
                Role = parsed.GetValue(role),
                Device = parsed.GetValue(device),
                Threads = parsed.GetValue(threads),
                Settings = parsed.GetValue(settings) ?? [],
            },
            cancellationToken));
        return command;
    }
}
