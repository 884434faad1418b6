using System.Net;
using System.Net.Sockets;

namespace Oversight.Server.Tests.Hosting;

/// <summary>Ports for what listens on one port again and again.</summary>
public static class Ports
{
    /// <summary>A port that is free and that the system gives to nobody who does not name it, so that it is still free after a restart.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: draw again.
            }
        }
    }
}
